// Types of prepare.mjs, for the tests.
export declare const ROOT: string;
export declare class Stop extends Error {}
export declare function checkNode(version?: string): void;
export declare function filesUnder(folder: string, skip?: (path: string) => boolean): string[];
export declare function hashOf(files: readonly string[]): string;
export declare function matchAssets(src: string, dist: string): { readonly copied: number; readonly removed: number };
