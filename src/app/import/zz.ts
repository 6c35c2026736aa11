import { openTable } from '/work/main/src/app/import/table.ts';
const t=await openTable(process.argv[2]!); console.log(t.header,t.encoding); let n=0; const s=performance.now(); for await(const r of t.rows){ if(n<3||n>46592) console.log(r); n++;} console.log(n,t.refused,performance.now()-s);
