import { Routes } from '@angular/router';
import { only } from '../../core/session.guards';
import { leavesNothingUnsaved } from '../../core/unsaved-changes';
import { Settings } from './settings';

const routes: Routes = [
  {
    path: '',
    component: Settings,
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'profile' },
      { path: 'profile', title: $localize`Profile · TicketIQ`, loadComponent: () => import('./profile') },
      { path: 'tokens', title: $localize`API tokens · TicketIQ`, loadComponent: () => import('./tokens') },
      {
        path: 'canned-replies',
        title: $localize`Canned replies · TicketIQ`,
        canActivate: [only('cannedReplies.use')],
        canDeactivate: [leavesNothingUnsaved],
        loadComponent: () => import('./canned-replies'),
      },
      {
        path: 'triage',
        title: $localize`Triage settings · TicketIQ`,
        canActivate: [only('triage.readSettings')],
        canDeactivate: [leavesNothingUnsaved],
        loadComponent: () => import('./triage/triage-settings'),
      },
      {
        path: 'users',
        title: $localize`Users · TicketIQ`,
        canActivate: [only('users.manage')],
        canDeactivate: [leavesNothingUnsaved],
        loadComponent: () => import('./users'),
      },
      {
        path: 'deleted',
        title: $localize`Deleted tickets · TicketIQ`,
        canActivate: [only('tickets.delete')],
        loadComponent: () => import('./deleted-tickets'),
      },
    ],
  },
];
export default routes;
