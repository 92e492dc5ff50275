import { Module } from '@nestjs/common';
import { TicketsModule } from '../tickets/tickets.module.js';
import { ViewsController } from './views.controller.js';
import { ViewsService } from './views.service.js';

@Module({ imports: [TicketsModule], controllers: [ViewsController], providers: [ViewsService] })
export class ViewsModule {}
