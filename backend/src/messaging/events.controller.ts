import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LiveEvents } from './live-events.js';

const EXAMPLE = 'id: 1795515376762-0\nevent: ticket.updated\ndata: {"id":1042,"version":2}\n\n';

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(private readonly live: LiveEvents) {}

  /**
   * Follow what happens, as Server-Sent Events
   * @remarks `ticket.created`, `ticket.updated`, `ticket.triaged` and `ticket.deleted` carry `{"id", "version"}`;
   * `stats.changed` comes at most once a second; `stream.reset` says that events may have been missed, so that what is
   * shown should be read again. A comment comes every 15 seconds.
   */
  @Get()
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Resume after this event.' })
  @ApiResponse({
    status: 200,
    content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
  })
  follow(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.live.serve(request, reply);
  }
}
