#!/usr/bin/env node
// `npm test`: installs what is missing, then lint, types, unit tests, build and end-to-end tests.
// Built-ins only, so that it runs in a fresh clone. The last line is `N passed, N failed`.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { bin, ensureElectron, ensureModules, ensureSystemPackages, onPath, root, run, runBeside } from './setup.mjs'

const results = path.join(root, 'test-results')
const tally = { passed: 0, failed: 0, skipped: 0 }

/** Announces a step, runs it, adds what it returns to the tally and says how long it took. */
async function step(name, body) {
  console.log(`\n== ${name}`)
  const begin = performance.now()
  const counts = await body()
  for (const key of Object.keys(tally)) tally[key] += counts[key] ?? 0
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  console.log(`== ${name}: ${counts.passed ?? 0} passed, ${counts.failed ?? 0} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''} (${seconds} s)`)
  return !counts.failed
}

const one = (ok) => ok ? { passed: 1 } : { failed: 1 }
const TYPES = [['tsc', 'tsconfig.node.json'], ['tsc', 'tsconfig.e2e.json'], ['vue-tsc', 'tsconfig.web.json']]

/** Reads a reporter's JSON; a run that failed without naming a failure counts as one. */
function counted(file, status, count) {
  let counts
  try {
    counts = count(JSON.parse(fs.readFileSync(file, 'utf8')))
  } catch {
    counts = status === 0 ? {} : { failed: 1 }
  }
  return status !== 0 && !counts.failed ? { ...counts, failed: 1 } : counts
}

const sum = (all) => Object.fromEntries(Object.keys(tally).map((key) => [key, all.reduce((total, counts) => total + (counts[key] ?? 0), 0)]))

const lint = async () => one(await runBeside('lint', ...bin('eslint', '.')) === 0)

async function types() {
  for (const [tool, file] of TYPES) if (await runBeside('types', ...bin(tool, '-p', file)) !== 0) return one(false)
  return one(true)
}

async function unitTests() {
  const file = path.join(results, 'unit.json')
  const status = await runBeside('unit', ...bin('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`))
  return counted(file, status, (report) => ({
    passed: report.numPassedTests,
    // A file that does not load has no tests to fail.
    failed: report.numFailedTests + report.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length,
    skipped: report.numPendingTests + report.numTodoTests,
  }))
}

/** Playwright's tests of some projects, one after the other; what they found, counted. */
async function playwright(...projects) {
  const [name] = projects
  const file = path.join(results, `${name}.json`)
  const [command, args] = bin('playwright', 'test', '--reporter=list,json', `--output=${path.join(results, name)}`, ...projects.map((project) => `--project=${project}`))
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  // Chromium runs without a window.
  const virtual = name === 'electron' && process.platform === 'linux' && onPath('xvfb-run')
  const status = virtual
    ? await runBeside(name, 'xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', command, ...args], { env })
    : await runBeside(name, command, args, { env })
  return counted(file, status, ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (errors?.length ?? 0),
    skipped: stats.skipped,
  }))
}

/** The command line and the screens, the desktop app and the browser, side by side: each waits a lot. */
async function endToEnd() {
  ensureSystemPackages()
  ensureElectron()
  return sum(await Promise.all([playwright('cli', 'screens'), playwright('electron'), playwright('chromium')]))
}

try {
  ensureModules()
  fs.rmSync(results, { recursive: true, force: true })
  fs.mkdirSync(results, { recursive: true })
  await step('lint, types and unit tests', async () => sum(await Promise.all([lint(), types(), unitTests()])))
  const built = await step('build', () => {
    fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true })
    return one(run(...bin('vite', 'build', '--app', '--logLevel', 'warn')) === 0)
  })
  if (built) await step('end-to-end tests', endToEnd)
  else console.log('\nNot built: no end-to-end tests')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  tally.failed++
}
console.log(`\n${tally.passed} passed, ${tally.failed} failed`)
process.exit(tally.failed === 0 ? 0 : 1)
