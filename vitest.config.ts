import vue from '@vitejs/plugin-vue'
import { configDefaults, defineConfig } from 'vitest/config'
import { script } from './scripts/script.ts'
import { wat } from './scripts/wat.ts'

export default defineConfig({
  plugins: [vue(), script(), wat()],
  test: {
    include: ['{engine,electron,renderer,scripts}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'dist/**', 'release/**'],
    passWithNoTests: true,
    // Files share their modules: loading the engine anew for each cost as much as its tests.
    isolate: false,
    testTimeout: 20_000,
    // Tests use ONNX Runtime on its own as well (engine/runtime/session.ts says why).
    env: { ORT_DISABLE_TELEMETRY: '1' },
  },
})
