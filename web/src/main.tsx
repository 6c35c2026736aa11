// Entry: words, queries, router; everything else is fetched when its page is opened.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isProblem } from './api/client';
import { makeRouter } from './app/router';
import { startWords } from './i18n';
import './styles/base.css';
import './styles/ui.css';
import './styles/shell.css';
import './styles/print.css';

startWords();

// After an update the old chunk names are gone: load the new page instead of failing in an import.
addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('hc.reloaded') ?? 0);
  if (Date.now() - last < 10_000) return;
  sessionStorage.setItem('hc.reloaded', String(Date.now()));
  event.preventDefault();
  location.reload();
});

const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, refetchOnWindowFocus: true, retry: (count, error) => count < 2 && !(isProblem(error) && error.status >= 400 && error.status < 500) },
  },
});
const router = makeRouter(client);

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
