import {
  IconBox,
  IconBuildingStore,
  IconCalendarTime,
  IconChartLine,
  IconFileCode,
  IconFunction,
  IconGauge,
  IconLayoutDashboard,
  IconListCheck,
  IconSettings,
} from '@tabler/icons-react'

/** The pages of the menu, in groups. */
export const NAV_GROUPS = [
  {
    key: 'watch',
    items: [
      { key: 'overview', to: '/', icon: IconGauge },
      { key: 'functions', to: '/functions', icon: IconFunction },
    ],
  },
  {
    key: 'collect',
    items: [
      { key: 'market', to: '/market', icon: IconBuildingStore },
      { key: 'startup', to: '/startup', icon: IconFileCode },
      { key: 'triggers', to: '/triggers', icon: IconCalendarTime },
      { key: 'tasks', to: '/tasks', icon: IconListCheck },
    ],
  },
  {
    key: 'explore',
    items: [
      { key: 'objects', to: '/objects', icon: IconBox },
      { key: 'metrics', to: '/metrics', icon: IconChartLine },
      { key: 'dashboards', to: '/dashboards', icon: IconLayoutDashboard },
    ],
  },
  { key: 'manage', items: [{ key: 'settings', to: '/settings', icon: IconSettings }] },
] as const

export const NAV_ITEMS = NAV_GROUPS.flatMap(({ items }) => items.map((item) => item))
