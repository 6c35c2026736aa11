// What tests stand on: a database, a small company, and a way to say what happens in it.
export { emptyDatabase, memoryHouse, postgresHouse, type TestHouse } from './house.ts';
export { smallCompany, type SmallCompany } from './small-company.ts';
export { describeDocument, type DocumentExample } from './describe-document.ts';
export { describePieces, type PieceCase, type PieceShop } from './describe-pieces.ts';
export { describeCurrency } from './describe-currency.ts';
export { smallServer, type SmallServer } from './small-server.ts';
export { outsideHouse } from './outside-house.ts';
export { story, type Stage } from './story.ts';
export { everyDocument, NOT_LIVED, type WholeCompany } from './every-document.ts';
export { type Booked, type CostBooks, openCostBooks } from './cost-books.ts';
export { consignedGoods, consignedIn, type ConsignedGoods } from './consigned.ts';
export { react } from './react.ts';
export { describeBusStore, type StoreUnderTest } from './describe-bus-store.ts';
export { type DeedRow, RULE_DAY, type RuleCompany, ruleCompany, ruleTests } from './rule-company.ts';
