// 用户与组织: people, roles, sessions. Its tables are read by the front door only.
import { defineModule } from '#kernel/module';

export const identity = defineModule({ name: 'identity', zh: '用户与组织', needs: [], documents: [], records: [], views: [], reactions: [] });
