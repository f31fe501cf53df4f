/** Builds the console into web/dist, which `funcbox serve` serves; `npm run dev:web` proxies to a running server. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** What every page needs is one file that stays the same when our code changes; the rest is split by page. */
const VENDORS = [
  {
    name: 'vendor',
    test: /node_modules\/(react|react-dom|react-router|scheduler|i18next|react-i18next|@mantine\/(core|hooks|modals|notifications)|@tanstack\/(react-query|query-core)|@floating-ui|@tabler)\//,
  },
  { name: 'charts', test: /node_modules\/(echarts|zrender)\// },
  { name: 'editor', test: /node_modules\/(@codemirror|@lezer|style-mod|crelt|w3c-keyname)\// },
  { name: 'forms', test: /node_modules\/(@rjsf|lodash|lodash-es|jsonpointer|@x0k)\// },
  { name: 'dates', test: /node_modules\/(@mantine\/dates|dayjs)\// },
]

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    // build-report.ts judges what the first page loads; charts and editor are large, and come later
    ...{ reportCompressedSize: false, chunkSizeWarningLimit: 2000 },
    rolldownOptions: { output: { codeSplitting: { groups: VENDORS } } },
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8088' } },
})
