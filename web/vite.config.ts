// How the web app is built: route-level chunks, hashed assets in dist/, and in development a proxy to the server.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env['HENGCANG_API'] ?? 'http://127.0.0.1:7300';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700 },
  server: { port: 5173, proxy: { '/api': { target: server, changeOrigin: true } } },
});
