// The pieces of a forecast that can be done anywhere: one head, one origin of a back-test, one block of protection intervals.
// The same file is the worker thread: two threads do what one does, piece by piece, and give the same bytes.
import {
  BASELINES,
  breatheWith,
  forecastBaseline,
  forecastRun,
  lossAt,
  memberForecasts,
  rollIntervals,
  trainHead,
  viewBefore,
  type Forecast,
  type HeadSpec,
  type IntervalForecasts,
  type Learner,
  type RollingOptions,
  type RunOptions,
  type SeriesTable,
  type TrainedHead,
} from '#forecast';
import { giveWay, underWay } from '#platform/give-way';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, type ResourceLimits, Worker, workerData } from 'node:worker_threads';

export type NamedForecast = { readonly method: string; readonly forecast: Forecast };
export type OriginJob = RunOptions & { readonly horizon: number; readonly quantiles: readonly number[] };

/** What every piece of one piece of work needs (sent once a thread), and the piece itself. */
const WORK = {
  head: (lessons: Pick<Learner, 'prepared' | 'settings'>, spec: HeadSpec): TrainedHead =>
    trainHead(lessons.prepared.find((p) => p.unit === spec.unit)!.lesson, spec, lessons.settings),
  /** The portfolio's answer first, then its members, then the baselines. */
  origin: (table: SeriesTable, job: OriginJob): NamedForecast[] => {
    const { forecast, model, source } = forecastRun(table, job),
      view = viewBefore(table, job.origin, job.horizon);
    return [
      { method: 'hengcang', forecast },
      ...memberForecasts(model, source, job.origin).map((m) => ({ method: m.name, forecast: m.forecast })),
      ...BASELINES.map((name) => ({ method: name, forecast: forecastBaseline(view, job.origin, { name, horizon: job.horizon, quantiles: job.quantiles }) })),
    ];
  },
  /** The gate's question: the loss of one origin, with a column or without it. */
  loss: (table: SeriesTable, job: RunOptions): number => lossAt(table, job.origin, job),
  /** Only the columns [from, to) of the answer: series × (to − from). */
  intervals: (table: SeriesTable, job: RollingOptions): IntervalForecasts => {
    const said = rollIntervals(table, job),
      T = table.periods,
      days = job.to - job.from;
    const cut = (all: Float32Array): Float32Array => {
      const out = new Float32Array(table.names.length * days);
      for (let s = 0; s < table.names.length; s++) out.set(all.subarray(s * T + job.from, s * T + job.to), s * days);
      return out;
    };
    return { ...said, mean: cut(said.mean), quantiles: said.quantiles.map(cut) };
  },
};

type Work = typeof WORK;
type Kind = keyof Work;
type Ground<K extends Kind> = Parameters<Work[K]>[0];
type Piece<K extends Kind> = Parameters<Work[K]>[1];
type Answer<K extends Kind> = ReturnType<Work[K]>;

export type Hands = {
  /** Threads; 1 works in this one, unless `away`: a server must not stand still while it calculates. */
  readonly workers: number;
  readonly away?: boolean;
  readonly progress?: (done: number, of: number) => void;
};

/** Two threads where there are two processors. */
export const usualWorkers = (): number => Math.min(2, availableParallelism());

/** Does all pieces; answers come in the order of the pieces, whoever did them. */
export async function shareOut<K extends Kind>(kind: K, ground: Ground<K>, job: Hands & { readonly pieces: readonly Piece<K>[] }): Promise<Answer<K>[]> {
  const { pieces, progress } = job,
    threads = Math.min(job.workers, pieces.length);
  if (threads > 1 || (job.away === true && threads > 0)) return inThreads(kind, ground, { ...job, workers: threads });
  const answers: Answer<K>[] = [];
  for (const piece of pieces) {
    answers.push(doOne(kind, ground, piece));
    progress?.(answers.length, pieces.length);
  }
  return answers;
}

const doOne = <K extends Kind>(kind: K, ground: Ground<K>, piece: Piece<K>): Answer<K> => (WORK[kind] as (g: Ground<K>, p: Piece<K>) => Answer<K>)(ground, piece);

const ROLE = 'hengcang-forecasting';

async function inThreads<K extends Kind>(kind: K, ground: Ground<K>, job: Hands & { readonly pieces: readonly Piece<K>[] }): Promise<Answer<K>[]> {
  const { pieces, progress } = job,
    answers = new Array<Answer<K>>(pieces.length);
  let [next, done] = [0, 0];
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let mine = -1;
      const more = (): void => {
        mine = next++;
        if (mine < pieces.length) worker.postMessage(pieces[mine]);
        else resolve();
      };
      worker.on('message', (answer: Answer<K>) => {
        answers[mine] = answer;
        progress?.(++done, pieces.length);
        more();
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('a worker thread ended before its work was done')));
      more();
    });
  const workers = Array.from({ length: job.workers }, () => threadOf({ role: ROLE, kind, ground }));
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((w) => w.terminate()));
  }
  return answers;
}

/** A thread of a file (this one if none is named), which can give way to the bookings of this process. Built, it is plain JavaScript; from source (development, tests) it has to be given a loader for TypeScript first. */
export function threadOf(given: object, file = import.meta.url, resourceLimits: ResourceLimits = {}): Worker {
  const workerData = { ...given, underWay };
  if (!file.endsWith('.ts')) return new Worker(new URL(file), { workerData, resourceLimits });
  const loader = new URL('dist/esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))).href;
  return new Worker(`import(${JSON.stringify(loader)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(file)}); })`, {
    eval: true,
    workerData,
    resourceLimits,
    execArgv: ['--conditions=source'],
  });
}

/** The thread's side. */
function serve<K extends Kind>(given: { readonly kind: K; readonly ground: Ground<K> }): void {
  breatheWith(giveWay);
  parentPort!.on('message', (piece: Piece<K>) => parentPort!.postMessage(doOne(given.kind, given.ground, piece)));
}

const given = workerData as { role?: string; kind: Kind; ground: never } | null;
if (!isMainThread && given?.role === ROLE) serve(given);
