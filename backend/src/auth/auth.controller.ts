import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problems } from '../http/problems.js';
import type { Caller } from '../users/caller.js';
import { Access } from './access.js';
import {
  LoginInput,
  LogoutInput,
  Me,
  PasswordInput,
  PasswordResetInput,
  SessionList,
  SignedIn,
} from './auth.dto.js';
import { CurrentCaller, CurrentSession } from './current-caller.js';
import { PasswordsService } from './passwords.service.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('accounts')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly passwords: PasswordsService,
  ) {}

  /**
   * Sign in
   * @remarks Also sets the session's cookies, which a browser needs and a program may ignore.
   */
  @Post('login')
  @Access('public')
  @HttpCode(200)
  @ApiResponse({ status: 200, type: SignedIn })
  @Problems(400, 401, 413, 415, 429)
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

  /** Sign out, here or everywhere */
  @Post('logout')
  @Access('requester', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(400, 413, 415)
  logout(
    @Body() input: LogoutInput,
    @CurrentCaller() caller: Caller,
    @CurrentSession() session: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.signIn.signOut(input, caller, session, reply);
  }

  /** Who am I? */
  @Get('me')
  @Access('requester')
  @ApiResponse({ status: 200, type: Me })
  @Problems()
  me(@CurrentCaller() { id, name, email, role }: Caller): Me {
    return { id, name, email, role };
  }

  /**
   * Change one's password
   * @remarks Ends all other sessions.
   */
  @Post('password')
  @Access('requester', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(400, 413, 415, 429)
  changePassword(
    @Body() input: PasswordInput,
    @CurrentCaller() caller: Caller,
    @CurrentSession() session: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.passwords.change(caller, input, session, request.ip);
  }

  /**
   * Set a password by an administrator's link
   * @remarks The link works once. Ends all sessions.
   */
  @Post('password-reset')
  @Access('public')
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(400, 413, 415)
  resetPassword(@Body() { token, password }: PasswordResetInput): Promise<void> {
    return this.passwords.reset(token, password);
  }

  /** Where am I signed in? */
  @Get('sessions')
  @Access('requester', { byToken: false })
  @ApiResponse({ status: 200, type: SessionList })
  @Problems()
  sessions(@CurrentCaller() caller: Caller, @CurrentSession() session: string): Promise<SessionList> {
    return this.signIn.sessionsOf(caller, session);
  }

  /** Sign out elsewhere */
  @Delete('sessions/:id')
  @ApiParam({ name: 'id', schema: { type: 'string', example: '0b6d1f5c-5f0e-4b5e-9d38-0f5f2c1f8a11' } })
  @Access('requester', { byToken: false })
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @Problems(404)
  endSession(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.signIn.endSession(caller, id);
  }
}
