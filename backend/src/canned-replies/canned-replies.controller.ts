import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import { DocumentedId, PathId } from '../http/path-id.js';
import { Problems } from '../http/problems.js';
import type { Caller } from '../identity/users/caller.js';
import {
  CreateCannedReplyInput,
  UpdateCannedReplyInput,
  CannedReplyList,
  CannedReplyView,
} from './dto/canned-replies.dto.js';
import { CannedRepliesService } from './canned-replies.service.js';

@ApiTags('canned-replies')
@Controller('canned-replies')
export class CannedRepliesController {
  constructor(private readonly replies: CannedRepliesService) {}

  /** List canned replies */
  @Get()
  @Access('cannedReplies.use')
  @ApiResponse({ status: 200, type: CannedReplyList })
  @Problems()
  list(@CurrentCaller() caller: Caller): Promise<CannedReplyList> {
    return this.replies.list(caller);
  }

  /** Create a canned reply */
  @Post()
  @Access('cannedReplies.use')
  @ApiResponse({ status: 201, type: CannedReplyView })
  @Problems(409, 413, 415)
  create(@Body() input: CreateCannedReplyInput, @CurrentCaller() caller: Caller): Promise<CannedReplyView> {
    return this.replies.create(input, caller);
  }

  /**
   * Update a canned reply
   * @remarks Available to the owner and, for shared entries, to admins.
   */
  @Patch(':id')
  @Access('cannedReplies.use')
  @DocumentedId(3)
  @ApiResponse({ status: 200, type: CannedReplyView })
  @Problems(404, 409, 413, 415)
  update(
    @PathId() id: number,
    @Body() input: UpdateCannedReplyInput,
    @CurrentCaller() caller: Caller,
  ): Promise<CannedReplyView> {
    return this.replies.update(id, input, caller);
  }

  /**
   * Delete a canned reply
   * @remarks Available to the owner and, for shared entries, to admins.
   */
  @Delete(':id')
  @Access('cannedReplies.use')
  @HttpCode(204)
  @DocumentedId(3)
  @ApiResponse({ status: 204 })
  @Problems(404)
  remove(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.replies.remove(id, caller);
  }
}
