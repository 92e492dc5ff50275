import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import { Problems } from '../http/problems.js';
import type { Caller } from '../identity/users/caller.js';
import { LiveEvents } from './live-events.js';

const EXAMPLE = 'id: 1795515376762-0\nevent: ticket.updated\ndata: {"id":1042,"version":2}\n\n';

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(private readonly live: LiveEvents) {}

  /**
   * Stream events (Server-Sent Events)
   * @remarks `ticket.created`, `ticket.updated`, `ticket.triaged` and `ticket.deleted` carry `{"id", "version"}`;
   * `ticket.viewers` carries the ID of a ticket whose viewers have changed; `stats.changed` is sent at most once per
   * second; `stream.reset` means that events may have been missed and data should be read again. A heartbeat comment is
   * sent every 15 seconds. Requesters receive events of their own tickets only. The stream ends with the session or
   * token.
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
