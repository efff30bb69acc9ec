// Swagger UI, which the page has loaded before this.
interface Answer {
  url: string
  ok: boolean
  text?: string
}
interface SwaggerUI {
  preauthorizeApiKey: (scheme: string, token: string) => void
}
declare const SwaggerUIBundle: (options: object) => SwaggerUI

const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  validatorUrl: null, // another host
  responseInterceptor: (answer: Answer) => {
    signIn(answer)
    return answer
  },
})

// Who signs in with one of the calls is signed in for the others. The token stays in memory.
function signIn({ url, ok, text }: Answer): void {
  if (!ok || !/\/auth\/(login|refresh)$/.test(url)) return
  const { accessToken } = JSON.parse(text ?? '{}') as { accessToken?: string }
  if (accessToken) ui.preauthorizeApiKey('bearer', accessToken)
}
