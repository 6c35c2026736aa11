// 总账: accounts, wallets, reason codes, departments; vouchers, periods and ledgers.
import { defineModule } from '#kernel/module';
import { account } from './account/record.ts';
import { department } from './department/record.ts';
import { reason } from './reason/record.ts';
import { wallet } from './wallet/record.ts';

export const accounting = defineModule({ name: 'accounting', zh: '总账', needs: [], documents: [], records: [account, wallet, reason, department], views: [], reactions: [] });
