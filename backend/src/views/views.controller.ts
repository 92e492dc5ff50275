import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../identity/auth/access.js';
import { CurrentCaller } from '../identity/auth/current-caller.js';
import { DocumentedId, PathId } from '../http/path-id.js';
import { Problems } from '../http/problems.js';
import type { Caller } from '../identity/users/caller.js';
import {
  CreateViewInput,
  UpdateViewInput,
  ViewCounts,
  ViewList,
  SavedViewDto,
} from './dto/saved-views.dto.js';
import { ViewsService } from './views.service.js';

@ApiTags('views')
@Controller('views')
export class ViewsController {
  constructor(private readonly views: ViewsService) {}

  /** List saved views */
  @Get()
  @Access('views.use')
  @ApiResponse({ status: 200, type: ViewList })
  @Problems()
  list(@CurrentCaller() caller: Caller): Promise<ViewList> {
    return this.views.list(caller);
  }

  /** Count the tickets of each view */
  @Get('counts')
  @Access('views.use', { cost: 'statistics' })
  @ApiResponse({ status: 200, type: ViewCounts })
  @Problems()
  counts(@CurrentCaller() caller: Caller): Promise<ViewCounts> {
    return this.views.counts(caller);
  }

  /** Create a saved view */
  @Post()
  @Access('views.use')
  @ApiResponse({ status: 201, type: SavedViewDto })
  @Problems(409, 413, 415)
  create(@Body() input: CreateViewInput, @CurrentCaller() caller: Caller): Promise<SavedViewDto> {
    return this.views.create(input, caller);
  }

  /**
   * Update a view
   * @remarks Available to the owner and, for shared entries, to admins.
   */
  @Patch(':id')
  @Access('views.use')
  @DocumentedId(5)
  @ApiResponse({ status: 200, type: SavedViewDto })
  @Problems(404, 409, 413, 415)
  update(
    @PathId() id: number,
    @Body() input: UpdateViewInput,
    @CurrentCaller() caller: Caller,
  ): Promise<SavedViewDto> {
    return this.views.update(id, input, caller);
  }

  /**
   * Delete a view
   * @remarks Available to the owner and, for shared entries, to admins.
   */
  @Delete(':id')
  @Access('views.use')
  @HttpCode(204)
  @DocumentedId(5)
  @ApiResponse({ status: 204 })
  @Problems(404)
  remove(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.views.remove(id, caller);
  }
}
