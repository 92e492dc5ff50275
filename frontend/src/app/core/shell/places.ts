import { IconName } from '../../shared/icon';

/** A page that one goes to from anywhere, with a key. */
export interface Place {
  path: string;
  name: string;
  icon: IconName;
  key: string;
}

export const agentPlaces: readonly Place[] = [
  { path: '/inbox', name: $localize`Inbox`, icon: 'inbox', key: 'g i' },
  { path: '/triage', name: $localize`Triage`, icon: 'spark', key: 'g t' },
  { path: '/board', name: $localize`Board`, icon: 'board', key: 'g b' },
  { path: '/dashboard', name: $localize`Dashboard`, icon: 'chart', key: 'g d' },
];
export const requesterPlaces: readonly Place[] = [
  { path: '/my-tickets', name: $localize`My requests`, icon: 'inbox', key: 'g i' },
];
