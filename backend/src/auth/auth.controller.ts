import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problems } from '../http/problems.js';
import { EventStream } from '../messaging/event-stream.js';
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
} from './auth.dto.js';
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
   * @remarks Also sets the session's cookies, which a browser needs and a program may ignore.
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
   * Get a new access token
   * @remarks By the cookie that the sign-in set, which is good for one refresh and replaced by it. One that comes a second
   * time, other than at once, is somebody's copy, and ends the session.
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
   * Sign out, here or everywhere
   * @remarks Everywhere also revokes the person's API tokens, unless `keep_tokens` is true; `X-Revoked-Tokens` says how many.
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
   * Who am I?
   * @remarks `X-Last-Event-Id` is for `GET /api/events`: a stream that resumes after it tells all that happens after this
   * answer, however late it is opened.
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
   * Change one's password
   * @remarks Ends all other sessions, and revokes the person's API tokens unless `keep_tokens` is true; `X-Revoked-Tokens`
   * says how many.
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
   * Confirm one's password
   * @remarks For calls that are answered with `auth.recent_sign_in_required`: API tokens, users and reset links are made
   * within 30 minutes of a sign-in or of this.
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
   * Set a password by an administrator's link
   * @remarks The link works once. Ends all sessions, and revokes the person's API tokens unless `keep_tokens` is true;
   * `X-Revoked-Tokens` says how many.
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

  /** Where am I signed in? */
  @Get('sessions')
  @Access('account.use', { byToken: false })
  @ApiResponse({ status: 200, type: SessionList })
  @Problems()
  sessions(@CurrentCaller() caller: Caller, @CurrentSession() session: string): Promise<SessionList> {
    return this.signIn.sessionsOf(caller, session);
  }

  /** Sign out elsewhere */
  @Delete('sessions/:id')
  @ApiParam({ name: 'id', schema: { type: 'string', example: '0b6d1f5c-5f0e-4b5e-9d38-0f5f2c1f8a11' } })
  @Access('account.use', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(404)
  endSession(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.signIn.endSession(caller, id);
  }
}
