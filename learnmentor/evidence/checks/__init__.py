"""What anybody was sent, held against what we made: packs, documents, credentials, and files that are none of ours."""
