import { IconName } from '../../shared/icon';
import { Session } from '../session';

interface SettingsPage {
  path: string;
  name: string;
  icon: IconName;
}
const everyones: readonly SettingsPage[] = [
  { path: 'profile', name: $localize`Profile`, icon: 'user' },
  { path: 'tokens', name: $localize`API tokens`, icon: 'key' },
];
const agents: readonly SettingsPage[] = [
  { path: 'canned-replies', name: $localize`Canned replies`, icon: 'copy' },
  { path: 'triage', name: $localize`Triage`, icon: 'spark' },
];
const admins: readonly SettingsPage[] = [
  { path: 'users', name: $localize`Users`, icon: 'users' },
  { path: 'deleted', name: $localize`Deleted tickets`, icon: 'trash' },
];

/** Below /settings, as far as they are for this person. */
export function settingsPages(session: Pick<Session, 'isAgent' | 'isAdmin'>): readonly SettingsPage[] {
  return [...everyones, ...(session.isAgent() ? agents : []), ...(session.isAdmin() ? admins : [])];
}
