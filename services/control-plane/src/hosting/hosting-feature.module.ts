import { Module } from '@nestjs/common';
import { AppletsController } from './applets.controller.js';
import { BuildsController } from './builds.controller.js';
import { StorefrontController } from './storefront.controller.js';
import { SubmissionsController } from './submissions.controller.js';
import { TemplatesController } from './templates.controller.js';

@Module({
  controllers: [AppletsController, BuildsController, StorefrontController, SubmissionsController, TemplatesController],
})
export class HostingFeatureModule {}
