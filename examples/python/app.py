#!/usr/bin/env python3
import aws_cdk as cdk

from stream_archive.stream_archive_stack import StreamArchiveStack

app = cdk.App()
StreamArchiveStack(app, "StreamArchive")
app.synth()
