import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../auth/access.js';
import { CurrentCaller } from '../auth/current-caller.js';
import { Problems } from '../http/problems.js';
import type { Caller } from '../users/caller.js';
import { LiveEvents } from './live-events.js';

const EXAMPLE = 'id: 1795515376762-0\nevent: ticket.updated\ndata: {"id":1042,"version":2}\n\n';

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(private readonly live: LiveEvents) {}

  /**
   * Follow what happens, as Server-Sent Events
   * @remarks `ticket.created`, `ticket.updated`, `ticket.triaged` and `ticket.deleted` carry `{"id", "version"}`;
   * `ticket.viewers` carries the id of a ticket that somebody has opened or left;
   * `stats.changed` comes at most once a second; `stream.reset` says that events may have been missed, so that what is
   * shown should be read again. A comment comes every 15 seconds. A requester hears of their own tickets alone. The stream
   * ends when the session or token does.
   */
  @Get()
  @Access('account.use', { cost: 'uncounted' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Resume after this event.' })
  @ApiResponse({
    status: 200,
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @Problems()
  follow(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.live.serve(request, reply, caller);
  }
}
