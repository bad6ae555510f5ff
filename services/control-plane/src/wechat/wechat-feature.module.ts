import { Module } from '@nestjs/common';
import { PushReceiver } from './push-receiver.js';
import { TicketWatch } from './ticket-watch.js';
import { WechatController } from './wechat.controller.js';

@Module({ controllers: [WechatController], providers: [PushReceiver, TicketWatch] })
export class WechatFeatureModule {}
