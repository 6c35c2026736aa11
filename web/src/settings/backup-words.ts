// Promise: every sentence the page 备份与导出 says to a person is here, in Chinese.
import { wordsOf } from '../i18n/words-of';

export const words = wordsOf('backup', {
  backup: '整库备份',
  backupText:
    '把所有公司、资料、单据、账簿、照片与操作日志写成一个带校验值的文件。备份时大家可以照常使用（用内嵌数据库时，操作会等上几秒）。请下载后另存一处：硬盘坏了，这台机器上的备份也就没有了。',
  start: '立即备份',
  fresh: (ago: string) => `最近一次备份：${ago}`,
  never: '还没有备份过',
  late: (days: number) => `已超过 ${days} 天没有备份`,
  lateText: '请现在备份一次，并把文件存到另一台电脑或移动硬盘。也可以让系统每晚运行：',
  command: 'npm run -s hengcang -- backup',
  others: (names: string) => `这个数据库里还有别的集团（${names}），整库备份含有所有集团的数据，请由服务器管理员在命令行备份。您仍可以导出本公司的数据。`,
  export: '导出本公司数据',
  exportText: '资料、单据、库存、凭证、往来、操作日志与事件链，每种一个中文列名的文件，Excel 可直接打开；另附参照 GB/T 24589.1-2024 的 JSON，供审计与迁移使用。',
  startExport: (format: string) => `导出 ${format}`,
  running: (what: string, percent: number) => `正在${what} ${percent}%`,
  making: { backup: '备份', export: '导出' },
  backups: '已有的备份',
  exports: '已有的导出',
  none: '还没有',
  rows: (n: string) => `${n} 行`,
  download: '下载',
  sum: '校验值（SHA-256）',
  folder: '文件在服务器的文件夹',
  restore: '怎样恢复',
  restoreText: '恢复只写入空的数据目录或空的 PostgreSQL 数据库，绝不覆盖现有数据；先核对每个字节，恢复后自动体检：',
  restoreCommand: 'npm run -s hengcang -- restore 备份文件.zip --data 新目录',
  secrets: '不含登录会话、密钥文件与环境变量。备份里有价格、成本和客户，请像账本一样保管。',
  started: '已开始',
});
