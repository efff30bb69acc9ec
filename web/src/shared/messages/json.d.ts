declare module '*.json?first' {
  const messages: Record<string, unknown>
  export default messages
}
declare module '*.json?rest' {
  const messages: Record<string, unknown>
  export default messages
}
