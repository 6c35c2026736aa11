// The map of screens. Each page is its own chunk and is fetched when the pointer comes near a link to it.
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Failure, Waiting } from '../ui/bits';
import { Gate } from './gate';
import { NotFound } from './not-found';
import { parseSearch, stringifySearch } from './url';

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Gate, notFoundComponent: NotFound });
const at = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load as never, name as never) });

const pages = [
  at('/', () => import('../home/home'), 'Home'),
  at('/documents', () => import('./index-pages'), 'DocumentIndex'),
  at('/views', () => import('./index-pages'), 'ViewIndex'),
  at('/me', () => import('./index-pages'), 'Me'),
  at('/documents/$type', () => import('../list/document-list'), 'DocumentList'),
  at('/documents/$type/new', () => import('../document/document-page'), 'NewDocument'),
  at('/documents/$type/$id', () => import('../document/document-page'), 'DocumentPage'),
  at('/documents/$type/$id/chain', () => import('../chain/chain-page'), 'ChainPage'),
  at('/ledger/$account/chain', () => import('../chain/balance-chain'), 'BalanceChainPage'),
  at('/records/$type', () => import('../record/record-list'), 'RecordList'),
  at('/records/$type/new', () => import('../record/record-page'), 'NewRecord'),
  at('/records/$type/$id', () => import('../record/record-page'), 'RecordPage'),
  at('/views/$name', () => import('../view/view-page'), 'ViewPage'),
  at('/costing', () => import('../costing/costing-page'), 'CostingPage'),
  at('/matching', () => import('../matching/matching-page'), 'MatchingPage'),
  at('/vouchers/$id', () => import('../voucher/voucher-page'), 'VoucherPage'),
  at('/health', () => import('../health/health-page'), 'HealthPage'),
  at('/health/$id', () => import('../health/health-page'), 'HealthPage'),
  at('/bus', () => import('../bus/bus-page'), 'BusPage'),
  at('/bus/$page', () => import('../bus/bus-page'), 'BusPage'),
  at('/rules', () => import('../rules/rules-page'), 'RulesPage'),
  at('/inbox', () => import('../rules/inbox-page'), 'InboxPage'),
  at('/rules/$id', () => import('../rules/rule-page'), 'RulePage'),
  at('/planning/forecast', () => import('../planning/workbench-page'), 'WorkbenchPage'),
  at('/planning/forecast/$item/$warehouse', () => import('../planning/workbench-page'), 'WorkbenchPage'),
  at('/planning/backtest', () => import('../planning/backtest-page'), 'BacktestPage'),
  at('/planning/jobs', () => import('../planning/jobs-page'), 'JobsPage'),
  at('/planning/suggestions', () => import('../planning/suggestions-page'), 'SuggestionsPage'),
  at('/planning/risks', () => import('../planning/risks-page'), 'RisksPage'),
  at('/planning/substitutes', () => import('../planning/substitute-plan-page'), 'SubstitutePlanPage'),
  at('/planning/kpi', () => import('../planning/kpi-page'), 'KpiPage'),
  at('/planning/signals', () => import('../planning/signals-page'), 'SignalsPage'),
  at('/planning/signals/$tab', () => import('../planning/signals-page'), 'SignalsPage'),
  at('/assessment', () => import('../assessment/assessment-page'), 'AssessmentPage'),
  at('/outside', () => import('../outside/outside-page'), 'OutsidePage'),
  at('/outside/$page', () => import('../outside/outside-page'), 'OutsidePage'),
  at('/close', () => import('../close/close-page'), 'ClosePage'),
  at('/statements', () => import('../statements/statements-page'), 'StatementsPage'),
  at('/statements/$kind', () => import('../statements/statements-page'), 'StatementsPage'),
  at('/settings', () => import('../settings/settings-page'), 'SettingsPage'),
  at('/settings/$section', () => import('../settings/settings-page'), 'SettingsPage'),
];

export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree: root.addChildren(pages),
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: () => <Waiting />,
    defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
  });
