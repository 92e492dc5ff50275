import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problems } from '../../http/problems.js';
import { EventStream } from '../../messaging/event-stream.js';
import type { Caller } from '../users/caller.js';
import { Access } from './access.js';
import {
  ConfirmInput,
  LoginInput,
  LogoutInput,
  Me,
  PasswordInput,
  PasswordResetInput,
  SessionList,
  SignedIn,
} from './dto/auth.dto.js';
import { CurrentCaller, CurrentSession } from './current-caller.js';
import { PasswordsService, REVOKED_TOKENS_HEADER } from './passwords.service.js';
import { SignInService } from './sign-in.service.js';

const LAST_EVENT_ID_HEADER = 'X-Last-Event-Id';
const LAST_EVENT_ID = {
  [LAST_EVENT_ID_HEADER]: { schema: { type: 'string' }, example: '1795515376762-0' },
} as const;
const REVOKED_TOKENS = { [REVOKED_TOKENS_HEADER]: { schema: { type: 'integer' } } } as const;

@ApiTags('accounts')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly passwords: PasswordsService,
    private readonly events: EventStream,
  ) {}

  /**
   * Sign in
   * @remarks Also sets the session cookies, which browsers need and programs can ignore.
   */
  @Post('login')
  @Access('public')
  @HttpCode(200)
  @ApiResponse({ status: 200, type: SignedIn })
  @Problems(401, 413, 415)
  login(
    @Body() input: LoginInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    return this.signIn.signIn(input, request, reply);
  }

  /**
   * Refresh the access token
   * @remarks Uses the refresh cookie from sign-in. It works once and is replaced by the refresh. A reused cookie, other
   * than in concurrent requests, counts as stolen and ends the session.
   */
  @Post('refresh')
  @Access('public')
  @HttpCode(200)
  @ApiResponse({ status: 200, type: SignedIn })
  @Problems(401)
  refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    return this.signIn.refresh(request, reply);
  }

  /**
   * Sign out of this session or of all sessions
   * @remarks With `everywhere`, API tokens are revoked too, unless `keep_tokens` is true. `X-Revoked-Tokens` is the
   * number of revoked tokens.
   */
  @Post('logout')
  @Access('account.use', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204, headers: REVOKED_TOKENS })
  @Problems(413, 415)
  logout(
    @Body() input: LogoutInput,
    @CurrentCaller() caller: Caller,
    @CurrentSession() session: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.signIn.signOut(input, caller, session, request, reply);
  }

  /**
   * Get the current user
   * @remarks `X-Last-Event-Id` is the start position for `GET /api/events`: a stream that resumes after it delivers
   * every event since this response.
   */
  @Get('me')
  @Access('account.use')
  @ApiResponse({ status: 200, type: Me, headers: LAST_EVENT_ID })
  @Problems()
  me(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Me {
    const { lastEventId } = this.events;
    if (lastEventId) void reply.header(LAST_EVENT_ID_HEADER, lastEventId);
    return this.signIn.me(caller);
  }

  /**
   * Change the password
   * @remarks Ends all other sessions and revokes the user's API tokens, unless `keep_tokens` is true.
   * `X-Revoked-Tokens` is the number of revoked tokens.
   */
  @Post('password')
  @Access('account.use', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204, headers: REVOKED_TOKENS })
  @Problems(413, 415)
  changePassword(
    @Body() input: PasswordInput,
    @CurrentCaller() caller: Caller,
    @CurrentSession() session: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.passwords.change(caller, input, session, request, reply);
  }

  /**
   * Confirm the password
   * @remarks For requests that fail with `auth.recent_sign_in_required`: creating API tokens, users and reset links
   * needs a sign-in or a confirmation within the last 30 minutes.
   */
  @Post('confirm')
  @Access('account.use', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(413, 415)
  confirm(
    @Body() input: ConfirmInput,
    @CurrentCaller() caller: Caller,
    @CurrentSession() session: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.passwords.confirm(caller, input, session, request);
  }

  /**
   * Set a password with a reset link
   * @remarks The link is single use. Ends all sessions and revokes the user's API tokens, unless `keep_tokens` is true.
   * `X-Revoked-Tokens` is the number of revoked tokens.
   */
  @Post('password-reset')
  @Access('public')
  @HttpCode(204)
  @ApiResponse({ status: 204, headers: REVOKED_TOKENS })
  @Problems(413, 415)
  resetPassword(
    @Body() input: PasswordResetInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.passwords.reset(input, request, reply);
  }

  /** List active sessions */
  @Get('sessions')
  @Access('account.use', { byToken: false })
  @ApiResponse({ status: 200, type: SessionList })
  @Problems()
  sessions(@CurrentCaller() caller: Caller, @CurrentSession() session: string): Promise<SessionList> {
    return this.signIn.listSessions(caller, session);
  }

  /** End a session */
  @Delete('sessions/:id')
  @ApiParam({ name: 'id', schema: { type: 'string', example: '0b6d1f5c-5f0e-4b5e-9d38-0f5f2c1f8a11' } })
  @Access('account.use', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(404)
  endSession(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.signIn.revokeSession(caller, id);
  }
}
