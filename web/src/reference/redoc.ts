// Redoc, which the page has loaded before this.
declare const Redoc: { init: (url: string, options: object, element: HTMLElement | null) => void }

Redoc.init(
  '/openapi.json',
  {
    disableSearch: true, // it would run in a worker made of text, which our policy forbids
    hideLoading: true,
    theme: {
      colors: { primary: { main: '#17472a' } },
      typography: { fontFamily: 'system-ui, sans-serif', headings: { fontFamily: 'system-ui, sans-serif' } },
    },
  },
  document.getElementById('reference'),
)
