import { defineConfig } from 'vitest/config';

// "source" makes the doors of package.json's imports map lead to src instead of dist.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'scenarios/**/*.story.ts', 'web/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    globalSetup: ['src/testing/shared-postgres.ts'],
  },
});
