// 计划: demand, forecasts and what follows from them. Its tables hold what was calculated; the engines are #forecast and #policy, what runs them is src/app/planning.
import { defineModule } from '#kernel/module';
import { stockLevels } from './policy/stock-levels/view.ts';

export const planning = defineModule({ name: 'planning', zh: '计划', needs: [], documents: [], records: [], views: [stockLevels], reactions: [] });
