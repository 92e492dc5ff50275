import { Routes } from '@angular/router';
import { home, matchesWithout, only, onlyWithout, signedIn, signedOut } from './core/session.guards';
import { Shell } from './core/shell/shell';
import { leavesNothingUnsaved } from './core/unsaved-changes';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: $localize`Sign in · TicketIQ`,
    canActivate: [signedOut],
    loadComponent: () => import('./features/sign-in/sign-in'),
  },
  {
    path: 'reset-password',
    title: $localize`Set password · TicketIQ`,
    loadComponent: () => import('./features/sign-in/reset-password'),
  },
  {
    path: 'away',
    title: $localize`Server unreachable · TicketIQ`,
    loadComponent: () => import('./shared/away'),
  },
  {
    path: '',
    component: Shell,
    canMatch: [signedIn],
    children: [
      { path: '', pathMatch: 'full', redirectTo: home },
      {
        path: 'my-tickets',
        title: $localize`My requests · TicketIQ`,
        canActivate: [onlyWithout('tickets.readAll')],
        loadComponent: () => import('./features/my-tickets/my-tickets'),
      },
      {
        path: 'inbox',
        title: $localize`Inbox · TicketIQ`,
        canActivate: [only('tickets.readAll')],
        loadComponent: () => import('./features/inbox/inbox'),
      },
      {
        path: 'triage',
        title: $localize`Triage · TicketIQ`,
        canActivate: [only('triage.decide')],
        data: { soon: 8_000 },
        loadComponent: () => import('./features/triage/triage'),
      },
      {
        path: 'board',
        title: $localize`Board · TicketIQ`,
        canActivate: [only('statistics.read')],
        loadComponent: () => import('./features/board/board'),
      },
      {
        path: 'dashboard',
        title: $localize`Dashboard · TicketIQ`,
        canActivate: [only('statistics.read')],
        loadComponent: () => import('./features/dashboard/dashboard'),
      },
      {
        path: 'tickets/new',
        title: $localize`New request · TicketIQ`,
        canMatch: [matchesWithout('tickets.readAll')],
        loadComponent: () => import('./features/my-tickets/file-ticket'),
      },
      {
        path: 'tickets/new',
        title: $localize`New ticket · TicketIQ`,
        data: { soon: 8_000 },
        loadComponent: () => import('./features/new-ticket/new-ticket'),
      },
      {
        path: 'tickets/:id',
        title: $localize`Request · TicketIQ`,
        canMatch: [matchesWithout('tickets.readAll')],
        loadComponent: () => import('./features/ticket/requester-ticket-page'),
      },
      {
        path: 'tickets/:id',
        title: $localize`Ticket · TicketIQ`,
        data: { soon: 3_000 },
        canDeactivate: [leavesNothingUnsaved],
        loadComponent: () => import('./features/ticket/ticket-page'),
      },
      { path: 'settings', loadChildren: () => import('./features/settings/settings.routes') },
      {
        path: 'not-yours',
        title: $localize`No access · TicketIQ`,
        loadComponent: () => import('./shared/not-yours'),
      },
      {
        path: '**',
        title: $localize`Page not found · TicketIQ`,
        loadComponent: () => import('./shared/not-found'),
      },
    ],
  },
];
