declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<Record<string, unknown>, Record<string, unknown>, unknown>
  export default component
}
declare module '*.css' {}
declare module '@fontsource-variable/inter/wght.css' {}
declare module '*?url' {
  const url: string
  export default url
}
