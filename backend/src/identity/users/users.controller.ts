import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access.js';
import { CurrentCaller } from '../auth/current-caller.js';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import type { Caller } from './caller.js';
import {
  CreateUserInput,
  PendingResetLinkList,
  ResetLinkView,
  UpdateUserInput,
  UserListQuery,
  UserPage,
  UserView,
} from './dto/users.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('accounts')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  /**
   * List users
   * @remarks Agents see requesters only.
   */
  @Get()
  @Access('people.use')
  @ApiResponse({ status: 200, type: UserPage })
  @Problems()
  list(@Query() query: UserListQuery, @CurrentCaller() caller: Caller): Promise<UserPage> {
    return this.users.list(query, caller);
  }

  /**
   * Create a user
   * @remarks Without a password, the user signs in after setting one with a reset link. A person who is known from tickets
   * gets an account with their address. Agents can create requesters without a password, who have no account yet. Needs a sign-in within the last
   * 30 minutes, or `POST /api/auth/confirm`. Not available to API tokens.
   */
  @Post()
  @Access('people.use', { recentSignIn: true })
  @ApiResponse({ status: 201, type: UserView, headers: { Location: { schema: { type: 'string' } } } })
  @Problems(409, 413, 415)
  async create(
    @Body() input: CreateUserInput,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    const user = await this.users.create(input, caller);
    reply.header('Location', `/api/users/${user.id}`);
    return user;
  }

  /**
   * List pending reset links
   * @remarks Unused invite and reset links. The links themselves are not stored.
   */
  @Get('password-resets')
  @Access('users.manage')
  @ApiResponse({ status: 200, type: PendingResetLinkList })
  @Problems()
  resetLinks(): Promise<PendingResetLinkList> {
    return this.users.resetLinks();
  }

  /**
   * Get a user
   * @remarks Agents see requesters only.
   */
  @Get(':id')
  @Access('people.use')
  @DocumentedId(7)
  @ApiResponse({ status: 200, type: UserView })
  @Problems(404)
  get(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<UserView> {
    return this.users.get(id, caller);
  }

  /**
   * Update or deactivate a user
   * @remarks Needs a sign-in within the last 30 minutes, or `POST /api/auth/confirm`. Not available to API tokens.
   */
  @Patch(':id')
  @Access('users.manage', { recentSignIn: true })
  @DocumentedId(7)
  @ApiResponse({ status: 200, type: UserView })
  @Problems(404, 409, 413, 415)
  update(
    @PathId() id: number,
    @Body() input: UpdateUserInput,
    @CurrentCaller() caller: Caller,
  ): Promise<UserView> {
    return this.users.update(id, input, caller);
  }

  /**
   * Create a reset link
   * @remarks Single use, valid for 24 hours. Replaces an earlier link of the same user. Needs a sign-in within the last
   * 30 minutes, or `POST /api/auth/confirm`.
   */
  @Post(':id/password-reset')
  @Access('users.manage', { recentSignIn: true })
  @HttpCode(201)
  @DocumentedId(7)
  @ApiResponse({ status: 201, type: ResetLinkView })
  @Problems(404)
  resetLink(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<ResetLinkView> {
    return this.users.resetLink(id, caller);
  }

  /**
   * Revoke a reset link
   * @remarks Succeeds even if there is no link.
   */
  @Delete(':id/password-reset')
  @Access('users.manage')
  @HttpCode(204)
  @DocumentedId(7)
  @ApiResponse({ status: 204 })
  @Problems(404)
  revokeResetLink(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.users.revokeResetLink(id, caller);
  }
}
