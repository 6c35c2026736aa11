import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes minutes and cannot be shared out, so that it never starts last. */
const LONG = /soak\.test|damage\.test|\.browser\.test|kafka-store/;

/** Long files first; the rest as vitest has it (by what it remembers, else by size). */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = (file: TestSpecification): boolean => LONG.test(file.moduleId);
    return [...sorted.filter(long), ...sorted.filter((file) => !long(file))];
  }
}

// "source" makes the doors of package.json's imports map lead to src instead of dist.
export default defineConfig({
  // The global set-up is loaded without these conditions: the one door it uses is named.
  resolve: { conditions: ['source'], alias: { '#platform/own-postgres': new URL('./src/platform/own-postgres.ts', import.meta.url).pathname } },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'scenarios/**/*.story.ts', 'web/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    // A worker keeps what it has loaded: the house is read and compiled twice for all files, not once for each. A file therefore leaves nothing behind:
    // no changed environment, no spy, no open database. The set-up file looks whether that is so.
    isolate: false,
    setupFiles: ['src/testing/left-behind.ts'],
    sequence: { sequencer: LongFirst },
    globalSetup: ['src/testing/shared-postgres.ts'],
  },
});
