/** Builds the console into web/dist, which `funcbox serve` serves; `npm run dev:web` proxies to a running server. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', manifest: true, reportCompressedSize: false },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8088' } },
})
