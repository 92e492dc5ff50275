import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'inbox' },
  { path: 'inbox', title: 'Inbox · TicketIQ', loadComponent: () => import('./features/inbox/inbox') },
  { path: 'board', title: 'Board · TicketIQ', loadComponent: () => import('./features/board/board') },
  {
    path: 'dashboard',
    title: 'Dashboard · TicketIQ',
    loadComponent: () => import('./features/dashboard/dashboard'),
  },
  {
    path: 'tickets/new',
    title: 'New ticket · TicketIQ',
    loadComponent: () => import('./features/new-ticket/new-ticket'),
  },
  {
    path: 'tickets/:id',
    title: 'Ticket · TicketIQ',
    loadComponent: () => import('./features/ticket/ticket-page'),
  },
  { path: '**', title: 'Not found · TicketIQ', loadComponent: () => import('./shared/not-found') },
];
