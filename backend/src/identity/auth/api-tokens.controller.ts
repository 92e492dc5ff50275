import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import type { Caller } from '../users/caller.js';
import { Access } from './access.js';
import { NewToken, TokenInput, TokenPage } from './dto/api-tokens.dto.js';
import { ApiTokensService } from './api-tokens.service.js';
import { CurrentCaller, CurrentSession } from './current-caller.js';

@ApiTags('accounts')
@Controller('tokens')
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokensService) {}

  /** List API tokens */
  @Get()
  @Access('account.use', { byToken: false })
  @ApiResponse({ status: 200, type: TokenPage })
  @Problems()
  list(@CurrentCaller() caller: Caller): Promise<TokenPage> {
    return this.tokens.list(caller);
  }

  /**
   * Create an API token
   * @remarks A token has its owner's permissions at the time of creation, limited by scope and expiration. It is shown
   * once. Needs a sign-in within the last 30 minutes, or `POST /api/auth/confirm`.
   */
  @Post()
  @Access('account.use', { recentSignIn: true })
  @ApiResponse({ status: 201, type: NewToken })
  @Problems(413, 415)
  create(
    @Body() input: TokenInput,
    @CurrentCaller() caller: Caller,
    @CurrentSession() session: string,
  ): Promise<NewToken> {
    return this.tokens.create(caller, session, input);
  }

  /** Revoke an API token */
  @Delete(':id')
  @DocumentedId(3)
  @Access('account.use', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(404)
  revoke(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.tokens.revoke(caller, id);
  }
}
