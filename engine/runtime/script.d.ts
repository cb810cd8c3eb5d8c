declare module '*?script' {
  /** The module and all that it imports, as CommonJS. */
  const text: string
  export default text
}
