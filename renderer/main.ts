import '@fontsource-variable/inter/wght.css'
import '@fontsource/jetbrains-mono/400.css'
import '@fontsource/jetbrains-mono/600.css'
import './ui/tokens.css'
import './ui/base.css'
import { createApp } from 'vue'
import App from './App.vue'
import { createWorkspace, WORKSPACE } from './editor/workspace'
import { connectHost } from './host'
import { startLanguage } from './i18n'
import { applyTheme } from './ui/theme'

applyTheme()
startLanguage()
const workspace = createWorkspace(connectHost())
createApp(App).provide(WORKSPACE, workspace).mount('#app')
void workspace.start()
