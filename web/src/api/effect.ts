// What a command would change of the costs of goods already issued.
/** What a command would change of earlier costs; amounts in 元, positive = issues cost more. */
export type Effect = {
  readonly documents: number;
  readonly lines: number;
  readonly amount: string;
  readonly items: readonly { readonly item: string; readonly name: string; readonly documents: number; readonly amount: string }[];
  /** Documents by item, those that change most first; `entries` says how many there are in all. */
  readonly entries: number;
  readonly largest: readonly {
    readonly id: string;
    readonly type: string | null;
    readonly zh: string | null;
    readonly number: string | null;
    readonly day: string;
    readonly item: string;
    readonly amount: string;
  }[];
  /** Counts whose differences follow: how much more (+) or less (−) they found, in base units. */
  readonly counts: readonly {
    readonly id: string;
    readonly type: string | null;
    readonly zh: string | null;
    readonly number: string | null;
    readonly day: string;
    readonly item: string;
    readonly qty: string;
    readonly amount: string;
  }[];
  /** Items with so many later lines that a job puts their costs right after posting. */
  readonly waiting: readonly { readonly item: string; readonly name: string; readonly lines: number }[];
};
