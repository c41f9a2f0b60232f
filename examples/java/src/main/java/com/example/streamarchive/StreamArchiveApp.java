package com.example.streamarchive;

import software.amazon.awscdk.App;

public final class StreamArchiveApp {
    private StreamArchiveApp() {
    }

    public static void main(final String[] args) {
        final App app = new App();
        new StreamArchiveStack(app, "StreamArchive", null);
        app.synth();
    }
}
