import { createBrowserRouter, type RouteObject } from 'react-router'
import { NotFoundPage } from './layout/not-found-page.tsx'
import { SignedIn } from './layout/signed-in.tsx'
import { SetupPage } from './session/setup-page.tsx'
import { SignInPage } from './session/sign-in-page.tsx'

/** Every address of the console; each page is a chunk of its own. */
export function createRoutes() {
  return createBrowserRouter([
    { path: '/sign-in', Component: SignInPage },
    { path: '/setup', Component: SetupPage },
    {
      path: '/',
      Component: SignedIn,
      HydrateFallback: () => null,
      children: [...PAGES, { path: '*', Component: NotFoundPage }],
    },
  ])
}

const PAGES: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({ Component: (await import('./overview/overview-page.tsx')).OverviewPage }),
  },
  {
    path: 'market',
    lazy: async () => ({ Component: (await import('./market/market-page.tsx')).MarketPage }),
  },
  { path: 'market/:set', lazy: async () => ({ Component: (await import('./market/set-page.tsx')).SetPage }) },
  {
    path: 'market/:set/deploy',
    lazy: async () => ({ Component: (await import('./deploy/deploy-page.tsx')).DeployPage }),
  },
  {
    path: 'startup',
    lazy: async () => ({ Component: (await import('./startup/startup-page.tsx')).StartupPage }),
  },
  {
    path: 'startup/:name',
    lazy: async () => ({ Component: (await import('./startup/script-page.tsx')).ScriptPage }),
  },
  {
    path: 'triggers',
    lazy: async () => ({ Component: (await import('./triggers/triggers-page.tsx')).TriggersPage }),
  },
  {
    path: 'triggers/:name',
    lazy: async () => ({ Component: (await import('./triggers/trigger-page.tsx')).TriggerPage }),
  },
  { path: 'tasks', lazy: async () => ({ Component: (await import('./tasks/tasks-page.tsx')).TasksPage }) },
  { path: 'tasks/:id', lazy: async () => ({ Component: (await import('./tasks/task-page.tsx')).TaskPage }) },
  {
    path: 'functions',
    lazy: async () => ({ Component: (await import('./functions/functions-page.tsx')).FunctionsPage }),
  },
  {
    path: 'objects',
    lazy: async () => ({ Component: (await import('./objects/objects-page.tsx')).ObjectsPage }),
  },
  {
    path: 'metrics',
    lazy: async () => ({ Component: (await import('./metrics/metrics-page.tsx')).MetricsPage }),
  },
  {
    path: 'dashboards',
    lazy: async () => ({ Component: (await import('./dashboards/dashboards-page.tsx')).DashboardsPage }),
  },
  {
    path: 'dashboards/:set/:id',
    lazy: async () => ({ Component: (await import('./dashboards/dashboard-page.tsx')).DashboardPage }),
  },
  {
    path: 'settings/:tab?',
    lazy: async () => ({ Component: (await import('./settings/settings-page.tsx')).SettingsPage }),
  },
]
