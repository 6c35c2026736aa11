// What the demo company deals in: a regional food wholesaler with two shops. Names are everyday Chinese trade; brands are invented.

export type Good = {
  readonly code: string;
  readonly name: string;
  readonly spec: string;
  readonly category: string;
  readonly unit: string;
  readonly pack: { readonly unit: string; readonly size: number } | null;
  /** 含税进价 and 零售价 per base unit, 元. */
  readonly cost: number;
  readonly retail: number;
  readonly tax: '0.13' | '0.09' /** Shelf life in days; null = not tracked by lot. */;
  readonly life: number | null;
  /** Mean units a shop sells on an ordinary day. */ readonly daily: number /** How much the season matters: 'summer' drinks, 'winter' hotpot, 'festival' gifts. */;
  readonly season: 'flat' | 'summer' | 'winter' | 'festival';
  readonly cold?: true;
  readonly barcode: string;
};

/** code|name|spec|category|unit|pack|size|cost|retail|tax|life|daily|season(*=cold) */
const ROWS = `
SP00001|五常稻花香大米|5kg|粮油|袋|||38.5|52.9|9|365|5|flat
SP00002|东北长粒香大米|10kg|粮油|袋|||49|66|9|365|3.2|flat
SP00003|高筋小麦粉|5kg|粮油|袋|||21.6|29.9|9|270|2.4|winter
SP00004|非转基因大豆油|5L|粮油|桶|箱|4|52.5|68.9|9|540|4.1|festival
SP00005|压榨花生油|5L|粮油|桶|箱|4|105|139|9|540|2.2|festival
SP00006|纯正菜籽油|5L|粮油|桶|箱|4|61|79.9|9|540|1.8|flat
SP00007|手工挂面|1kg|粮油|袋|箱|12|5.4|7.9|13|365|6.5|flat
SP00008|山西小米|2.5kg|粮油|袋|||18.8|26.8|9|365|2.1|winter
SP00009|天然矿泉水|550ml|饮料|瓶|箱|24|0.92|2|13|540|46|summer
SP00010|无糖乌龙茶|500ml|饮料|瓶|箱|15|2.35|5|13|365|18|summer
SP00011|冰红茶|500ml|饮料|瓶|箱|15|1.85|3.5|13|365|22|summer
SP00012|橙汁饮料|1.25L|饮料|瓶|箱|12|4.2|7.5|13|270|7|summer
SP00013|苏打气泡水|330ml|饮料|罐|箱|24|1.65|3.5|13|365|12|summer
SP00014|功能维生素饮料|250ml|饮料|罐|箱|24|3.6|6|13|540|15|summer
SP00015|植物蛋白核桃乳|240ml|饮料|罐|箱|20|2.4|4|13|540|9|festival
SP00016|纯牛奶|250ml|乳品|盒|提|12|2.25|3.5|13|180|32|flat*
SP00017|低温鲜牛奶|950ml|乳品|盒|||9.8|14.9|13|12|9|flat*
SP00018|原味酸奶|180g|乳品|杯|箱|12|3.1|5.5|13|21|16|summer*
SP00019|儿童奶酪棒|100g|乳品|袋|||13.6|19.9|13|120|4.2|flat*
SP00020|淡奶油|1L|乳品|盒|箱|12|31|42|13|180|1.2|winter*
SP00021|红烧牛肉面|五连包|方便食品|提|箱|6|11.2|15.9|13|180|8.4|winter
SP00022|酸辣粉|桶装|方便食品|桶|箱|12|4.6|7.5|13|180|7.1|winter
SP00023|自热米饭|260g|方便食品|盒|箱|12|11.8|18.9|13|270|3.3|flat
SP00024|螺蛳粉|300g|方便食品|袋|箱|20|7.9|12.8|13|180|4.4|flat
SP00025|火腿肠|30g*9|肉制品|袋|箱|20|7.4|11.5|13|120|6.2|flat
SP00026|广式香肠|500g|肉制品|袋|||26.5|38.8|13|120|2.6|festival
SP00027|午餐肉罐头|340g|肉制品|罐|箱|24|12.4|18.5|13|720|3.9|winter
SP00028|卤味鸭脖|200g|肉制品|袋|箱|20|10.8|16.9|13|60|4.1|summer*
SP00029|速冻猪肉白菜水饺|1kg|速冻|袋|箱|10|14.6|21.9|13|365|6.8|winter*
SP00030|速冻汤圆|500g|速冻|袋|箱|20|7.6|12.5|13|365|3.6|festival*
SP00031|手抓饼|900g|速冻|袋|箱|10|9.2|14.5|13|270|5.2|flat*
SP00032|牛肉卷|500g|速冻|袋|箱|10|29.8|42.9|9|240|2.7|winter*
SP00033|虾滑|150g|速冻|袋|箱|24|10.6|16.8|13|240|3.4|winter*
SP00034|生抽酱油|800ml|调味品|瓶|箱|12|7.2|10.9|13|720|5.8|flat
SP00035|香醋|500ml|调味品|瓶|箱|12|4.9|7.8|13|720|3.9|flat
SP00036|蚝油|510g|调味品|瓶|箱|12|6.1|9.5|13|540|3.7|flat
SP00037|火锅底料|150g|调味品|袋|箱|30|6.3|9.9|13|360|5.1|winter
SP00038|加碘精制盐|400g|调味品|袋|箱|50|1.35|2.5|9|900|8.8|flat
SP00039|绵白糖|1kg|调味品|袋|箱|20|6.7|9.6|13|540|3.1|festival
SP00040|郫县豆瓣酱|500g|调味品|瓶|箱|12|6.9|10.8|13|540|2.9|flat
SP00041|每日坚果|750g|休闲食品|盒|箱|8|58|89|13|240|1.9|festival
SP00042|原味葵花籽|500g|休闲食品|袋|箱|20|9.4|14.9|13|240|4.7|festival
SP00043|苏打饼干|400g|休闲食品|盒|箱|12|8.8|13.5|13|300|4.1|flat
SP00044|薯片|104g|休闲食品|罐|箱|15|5.6|8.9|13|270|7.4|summer
SP00045|牛奶巧克力|84g|休闲食品|盒|箱|24|8.1|13.9|13|360|3.2|festival
SP00046|蛋黄派|336g|休闲食品|盒|箱|12|8.2|12.9|13|180|3.6|flat
SP00047|坚果礼盒|1.6kg|礼盒|盒|箱|6|92|148|13|240|0.5|festival
SP00048|牛奶礼盒|250ml*16|礼盒|箱|||46|68|13|180|1.4|festival
SP00049|食用油礼盒|2.5L*2|礼盒|盒|箱|4|78|118|13|540|0.4|festival
SP00050|抽纸|3层*10包|日用品|提|箱|8|17.2|25.9|13||4.9|flat
SP00051|洗洁精|1.5kg|日用品|瓶|箱|8|7.6|11.9|13||2.7|flat
SP00052|洗衣液|3kg|日用品|瓶|箱|4|21.8|32.9|13||2.1|flat
SP00053|保鲜袋|100只|日用品|盒|箱|60|3.2|5.9|13||3|flat
SP00054|一次性纸杯|50只|日用品|袋|箱|40|3.5|6.5|13||2.6|festival
SP00055|鸡蛋|30枚|生鲜|板|||19.6|26.8|9|30|9.6|flat
SP00056|嫩豆腐|350g|生鲜|盒|||1.9|3.2|9|5|11|flat*
SP00057|鲜面条|500g|生鲜|袋|||2.6|4.5|13|4|8.2|flat*
SP00058|卤水拼盘|400g|生鲜|盒|||12.8|21.8|13|3|3.8|flat*
`;

/** EAN-13 in the range kept for use inside a shop (20–29), with its check digit. */
function barcodeOf(n: number): string {
  const body = `20${String(n).padStart(10, '0')}`;
  const sum = [...body].reduce((s, d, i) => s + Number(d) * (i % 2 === 0 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

export const GOODS: readonly Good[] = ROWS.trim()
  .split('\n')
  .map((row, i) => {
    const [code = '', name = '', spec = '', category = '', unit = '', pack, size, cost, retail, tax, life, daily, season = 'flat'] = row.split('|');
    return {
      code,
      name,
      spec,
      category,
      unit,
      pack: pack ? { unit: pack, size: Number(size) } : null,
      cost: Number(cost),
      retail: Number(retail),
      tax: tax === '9' ? '0.09' : '0.13',
      life: life ? Number(life) : null,
      daily: Number(daily),
      season: season.replace('*', '') as Good['season'],
      ...(season.endsWith('*') ? { cold: true as const } : {}),
      barcode: barcodeOf(i + 1),
    };
  });

/** Each shop carries its own choice: the near one more fresh and daily goods, the one by the university more drinks and snacks. */
const CARRIED: Readonly<Record<'shop1' | 'shop2', readonly string[]>> = {
  shop1: ['粮油', '乳品', '生鲜', '肉制品'],
  shop2: ['饮料', '方便食品', '休闲食品', '速冻'],
};
export const carries = (shop: 'shop1' | 'shop2', good: Good): boolean => CARRIED[shop].includes(good.category) || good.daily >= 15;

export const CATEGORIES = [...new Set(GOODS.map((g) => g.category))];

/** name|categories|account days|lead days|tax (small suppliers invoice at 1 %) */
export const SUPPLIERS = [
  ['丰穗粮油贸易有限公司', '粮油', 30, 3, ''],
  ['清源饮品销售有限公司', '饮料', 30, 2, ''],
  ['牧野乳业配送中心', '乳品', 15, 1, ''],
  ['万家方便食品经营部', '方便食品', 30, 3, ''],
  ['福临肉制品有限公司', '肉制品', 20, 2, ''],
  ['寒极速冻食品有限公司', '速冻', 30, 3, ''],
  ['百味调味品商行', '调味品', 45, 3, ''],
  ['乐享休闲食品有限公司', '休闲食品,礼盒', 30, 4, ''],
  ['洁净日化批发部', '日用品', 30, 5, ''],
  ['晨鲜农产品合作社', '生鲜', 7, 1, '0.01'],
] as const;

export const CUSTOMERS = [
  ['好邻居便利店（人民路店）', 'retail', 8000, 15],
  ['好邻居便利店（学院路店）', 'retail', 8000, 15],
  ['福满多超市', 'chain', 40000, 30],
  ['新一佳生活超市', 'chain', 60000, 30],
  ['社区团购·幸福里', 'wholesale', 15000, 7],
  ['社区团购·锦绣园', 'wholesale', 15000, 7],
  ['老码头火锅店', 'catering', 20000, 15],
  ['湘味人家酒楼', 'catering', 20000, 15],
  ['阿婆面馆', 'catering', 6000, 7],
  ['实验小学食堂', 'catering', 50000, 30],
  ['市二中食堂', 'catering', 50000, 30],
  ['宏达机械厂食堂', 'catering', 30000, 30],
  ['城南副食批发部', 'wholesale', 30000, 15],
  ['河西干货店', 'wholesale', 12000, 15],
  ['东门烟酒行', 'retail', 10000, 15],
  ['康乐老年公寓', 'catering', 15000, 30],
  ['阳光幼儿园', 'catering', 8000, 15],
  ['米娜烘焙工坊', 'catering', 10000, 15],
] as const;

export const PEOPLE = [
  ['admin', '沈力', 'admin'],
  ['owner', '林国栋', 'owner'],
  ['buyer', '王晓敏', 'buyer'],
  ['keeper', '李大海', 'keeper'],
  ['seller', '陈志远', 'seller'],
  ['inspector', '赵雅琴', 'inspector'],
  ['accountant', '周慧', 'accountant'],
  ['finance', '吴静怡', 'finance-head'],
  ['manager', '孙立', 'shop-manager'],
  ['cashier', '郑小燕', 'cashier'],
] as const;
