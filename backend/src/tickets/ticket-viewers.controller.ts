import { Body, Controller, Delete, HttpCode, Put } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import { DocumentedId } from '../http/path-id.js';
import { Problems } from '../http/problems.js';
import type { Caller } from '../identity/users/caller.js';
import { PresenceInput, ViewerList } from './dto/ticket-viewers.dto.js';
import { TicketId } from './ticket-request.js';
import { TicketViewersService } from './ticket-viewers.service.js';

@ApiTags('tickets')
@Controller('tickets/:id/presence')
export class TicketViewersController {
  constructor(private readonly viewers: TicketViewersService) {}

  /**
   * Report presence on a ticket
   * @remarks Returns the other viewers. Valid for 40 seconds; the console repeats it every 20. The event
   * `ticket.viewers` reports changes.
   */
  @Put()
  @Access('tickets.seeViewers')
  @DocumentedId(1042)
  @ApiResponse({ status: 200, type: ViewerList })
  @Problems(404, 413, 415)
  enter(
    @TicketId() id: number,
    @Body() input: PresenceInput,
    @CurrentCaller() caller: Caller,
  ): Promise<ViewerList> {
    return this.viewers.enter(id, caller, input ?? {});
  }

  /** End presence on a ticket */
  @Delete()
  @Access('tickets.seeViewers')
  @HttpCode(204)
  @DocumentedId(1042)
  @ApiResponse({ status: 204 })
  @Problems()
  leave(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.viewers.leave(id, caller);
  }
}
