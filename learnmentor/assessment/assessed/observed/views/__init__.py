"""Where assessed visits meet their readers."""
