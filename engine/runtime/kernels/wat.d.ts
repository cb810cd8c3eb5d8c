declare module '*.wat' {
  /** Makes an instance; gives what it exports. */
  export default function instantiate(): unknown
}
