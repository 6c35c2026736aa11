// antd in the house's clothes: Chinese, our colours in light and dark, 13 px type; loaded only by the office pages.
import { App, ConfigProvider, theme } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import 'dayjs/locale/zh-cn';
import type { ReactNode } from 'react';
import { useDark } from '../app/theme';
import { DARK, LIGHT } from './palette';

const FONT = '"PingFang SC","HarmonyOS Sans SC","MiSans","Microsoft YaHei UI","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",system-ui,sans-serif';

export function AntdFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const dark = useDark();
  const c = dark ? DARK : LIGHT;
  return (
    <ConfigProvider
      locale={zhCN}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          colorPrimary: c.accent,
          colorLink: c.accent,
          colorInfo: c.accent,
          colorError: c.bad,
          colorWarning: c.warn,
          colorSuccess: c.ok,
          colorText: c.ink,
          colorTextSecondary: c.ink2,
          colorTextTertiary: c.ink3,
          colorTextPlaceholder: c.ink3,
          colorTextDescription: c.ink2,
          colorSuccessBg: c.okSoft,
          colorSuccessBorder: c.ok,
          colorErrorBg: c.badSoft,
          colorWarningBg: c.warnSoft,
          colorPrimaryBg: c.accentSoft,
          colorTextDisabled: c.ink3,
          colorBgContainer: c.panel,
          colorBgElevated: c.panel,
          colorBgLayout: c.canvas,
          colorBorder: c.line2,
          colorBorderSecondary: c.line,
          colorSplit: c.line,
          colorTextLightSolid: c.onAccent,
          fontFamily: FONT,
          fontSize: 13,
          fontSizeSM: 12,
          controlHeight: 30,
          controlHeightSM: 26,
          borderRadius: 6,
          borderRadiusLG: 10,
          motion: false,
          wireframe: false,
        },
        components: {
          Table: { headerBg: c.canvas, headerColor: c.ink2, cellPaddingBlock: 8, cellPaddingInline: 12, headerSplitColor: 'transparent', rowHoverBg: c.accentSoft },
          Modal: { contentBg: c.panel },
        },
      }}
    >
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}
