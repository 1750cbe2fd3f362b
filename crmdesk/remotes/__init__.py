"""What a replica syncs with: each folder is one Remote, strangers to each other."""
