import { IconName } from '../shared/icon';

/** A page of the main navigation with its shortcut. */
export interface NavItem {
  path: string;
  name: string;
  icon: IconName;
  key: string;
}

export const AGENT_NAV_ITEMS: readonly NavItem[] = [
  { path: '/inbox', name: $localize`Inbox`, icon: 'inbox', key: 'g i' },
  { path: '/triage', name: $localize`Triage`, icon: 'spark', key: 'g t' },
  { path: '/board', name: $localize`Board`, icon: 'board', key: 'g b' },
  { path: '/dashboard', name: $localize`Dashboard`, icon: 'chart', key: 'g d' },
];
export const REQUESTER_NAV_ITEMS: readonly NavItem[] = [
  { path: '/my-tickets', name: $localize`My requests`, icon: 'inbox', key: 'g i' },
];
